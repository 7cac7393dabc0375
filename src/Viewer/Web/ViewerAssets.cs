using System.Collections.Frozen;

namespace TracedLlm.Viewer.Web;

/// <summary>The files of the page, which are in the assembly.</summary>
internal static class ViewerAssets
{
    private const string Prefix = "Assets/";
    private const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".woff2"] = "font/woff2",
        [".json"] = "application/json",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ViewerAsset> All = typeof(ViewerAssets).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <summary>The file called <paramref name="name"/>; <see langword="null"/> if there is none.</summary>
    public static ViewerAsset? Find(string name) => All.GetValueOrDefault(name);

    private static ViewerAsset Read(string name)
    {
        using var stream = typeof(ViewerAssets).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(ContentTypes.GetValueOrDefault(Path.GetExtension(name), Unknown), bytes);
    }
}
