package main

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"path/filepath"
)

// What a certificate is drawn with.
var (
	demoPaper = color.RGBA{0xfb, 0xf6, 0xe6, 0xff}
	demoFrame = color.RGBA{0x9a, 0x6b, 0x1f, 0xff}
	demoInk   = color.RGBA{0x8c, 0x8c, 0x8c, 0xff}
	demoSeal  = color.RGBA{0xc8, 0x1e, 0x1e, 0xff}
)

// demoPicture draws something like a certificate that says that it is of the demo:
// there is no font to write more with. Of each owner it is another picture, since the
// same content in two places is pointed out to reviewers.
func demoPicture(name, owner string) ([]byte, error) {
	picture := image.NewPaletted(image.Rect(0, 0, 480, 340), color.Palette{demoPaper, demoFrame, demoInk, demoSeal})
	fill := func(x, y, width, height int, with color.Color) {
		draw.Draw(picture, image.Rect(x, y, x+width, y+height), image.NewUniform(with), image.Point{}, draw.Src)
	}
	fill(12, 12, 456, 316, demoFrame)
	fill(18, 18, 444, 304, demoPaper)
	fill(24, 24, 432, 292, demoFrame)
	fill(26, 26, 428, 288, demoPaper)
	for n, letter := range demoLetters {
		for y, row := range letter {
			for x, dot := range row {
				if dot == '#' {
					fill(150+n*48+x*7, 52+y*7, 7, 7, demoFrame)
				}
			}
		}
	}
	for n, length := range sha256.Sum256([]byte(name + owner)) {
		if n < 7 { // lines of what would be written
			fill(64, 128+n*22, 140+int(length)/2, 7, demoInk)
		}
	}
	const x0, y0, radius = 380, 246, 44
	for y := -radius; y <= radius; y++ {
		for x := -radius; x <= radius; x++ {
			if far := x*x + y*y; far <= radius*radius && (far >= (radius-6)*(radius-6) || x*x <= 9 || y*y <= 9) {
				picture.Set(x0+x, y0+y, demoSeal)
			}
		}
	}
	var file bytes.Buffer
	if filepath.Ext(name) == ".jpg" {
		err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: 80})
		return file.Bytes(), err
	}
	err := png.Encode(&file, picture)
	return file.Bytes(), err
}

// demoLetters are D, E, M and O.
var demoLetters = [][]string{
	{"####.", "#...#", "#...#", "#...#", "#...#", "#...#", "####."},
	{"#####", "#....", "#....", "####.", "#....", "#....", "#####"},
	{"#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"},
	{".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."},
}
