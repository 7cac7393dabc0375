using System.Text.RegularExpressions;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>Renames the field in the text of a path: <c>metadata.session_id</c>, <c>$['metadata'].session_id</c>, <c>/metadata/session_id</c>.</summary>
internal static class FieldPath
{
    private static readonly Regex Field = new(@"^(\W*)(litellm_metadata|metadata)\b", RegexOptions.Compiled);

    /// <summary>The path with another field; <see langword="null"/> if the path does not start with a metadata field.</summary>
    public static string? Rename(string path, string field)
    {
        var match = Field.Match(path);
        return match.Success ? match.Groups[1].Value + field + path.Substring(match.Length) : null;
    }
}
