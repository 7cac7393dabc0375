using TracedLlm.Bench.Architecture;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Architecture.Tests;

/// <summary><c>docs/architecture.md</c>, which holds a picture for each assembly.</summary>
internal static class ArchitecturePage
{
    private static readonly string FilePath = Path.Combine(Checkout.Find(AppContext.BaseDirectory), "docs", "architecture.md");

    /// <summary>The page.</summary>
    public static string Read() => File.ReadAllText(FilePath).ReplaceLineEndings("\n");

    /// <summary>Requires the page's picture of an assembly to be this one, or with <c>UPDATE_SNAPSHOTS=1</c> writes it.</summary>
    public static void RequirePicture(string assembly, string picture)
    {
        var page = Read();
        var marker = $"<!-- Rooms of {assembly}, written by RoomTests. -->\n";
        var start = page.IndexOf(marker, StringComparison.Ordinal) + marker.Length;
        Assert.True(start >= marker.Length, $"{FilePath} has no line {marker}");
        var end = page.IndexOf("<!-- End. -->", start, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable(Snapshot.UpdateVariable) == "1")
        {
            File.WriteAllText(FilePath, page[..start] + picture + page[end..]);
            return;
        }

        Assert.Equal(picture, page[start..end]);
    }
}
