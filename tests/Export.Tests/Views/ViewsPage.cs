namespace TracedLlm.Export.Tests.Views;

/// <summary>The page with the row of each attribute in each view.</summary>
internal static class ViewsPage
{
    private const string Begin = "<!-- Written by ViewTableTests. -->\n\n";
    private const string End = "\n<!-- End of what is written. -->";

    private static string Path
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                var path = System.IO.Path.Combine(folder.FullName, "docs", "views.md");
                if (File.Exists(path))
                {
                    return path;
                }
            }

            throw new FileNotFoundException($"docs/views.md is in no folder above {AppContext.BaseDirectory}.");
        }
    }

    /// <summary>Requires the page's table to be this one, or with <c>UPDATE_SNAPSHOTS=1</c> writes it.</summary>
    public static void RequireTable(string table)
    {
        var page = File.ReadAllText(Path).ReplaceLineEndings("\n");
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Path, page[..begin] + table + page[end..]);
            return;
        }

        Assert.Equal(table, page[begin..end]);
    }
}
