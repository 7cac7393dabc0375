using System.Runtime.CompilerServices;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Viewer.Browser.Tests.Accessibility;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.Pictures;

/// <summary>The pictures of the page in the README and in <c>docs/viewer.md</c>. They have times and ids, so that a test cannot compare them.</summary>
[Collection(SharedViewer.Name)]
public sealed class PictureTests(ViewerFixture viewer)
{
    private const int MostBytes = 200 * 1024;

    public static TheoryData<string, string, int, int, bool> Pictures => new()
    {
        { "list", "list", 1280, 800, false },
        { "list-dark", "list", 1280, 800, true },
        { "trace", "spans of a fallback", 1280, 800, false },
        { "conversation", "conversation", 1280, 900, false },
        { "views", "views", 1440, 800, true },
        { "session", "session", 1280, 800, false },
        { "compare", "compare", 1280, 900, false },
        { "narrow", "spans of a block", 360, 760, false },
    };

    [BrowserTheory]
    [MemberData(nameof(Pictures))]
    public async Task A_state_of_the_page_has_its_picture(string name, string state, int width, int height, bool isDark)
    {
        var path = PathOf(name);
        if (Environment.GetEnvironmentVariable(Snapshot.UpdateVariable) == "1")
        {
            await using var page = await viewer.NewPageAsync(viewer.Gateway.Viewer, width, height, isDark);
            await ViewerState.All[state].ReachAsync(page, viewer.Examples);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, PalettePng.Write(PngPixels.Read(await page.Tab.ScreenshotAsync())));
        }

        var picture = await File.ReadAllBytesAsync(path);

        Assert.InRange(picture.Length, 1, MostBytes);
        Assert.Equal((width, height), PngPixels.ReadSize(picture));
        Assert.Contains($"viewer-{name}.png", await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(path)!, "..", "viewer.md")), StringComparison.Ordinal);
    }

    private static string PathOf(string name, [CallerFilePath] string testFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourcePath.Of(testFile))!, "../../../docs/images", $"viewer-{name}.png"));
}
