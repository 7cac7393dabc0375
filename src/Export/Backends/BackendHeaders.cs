using System.Buffers;

namespace TracedLlm.Export.Backends;

/// <summary>Parses headers in the form of the variables of exporters: <c>name=value</c> pairs, separated by commas, percent-encoded.</summary>
internal static class BackendHeaders
{
    // The characters of a token: https://www.rfc-editor.org/rfc/rfc9110#name-tokens
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // Headers that the exporter sets.
    private static readonly string[] Reserved =
        ["content-type", "content-length", "content-encoding", "transfer-encoding", "host", "connection", "te"];

    /// <exception cref="InvalidOperationException">A pair is malformed. Values are secrets, so that the message has no value.</exception>
    public static IReadOnlyList<BackendHeader> Parse(string list, string source)
    {
        List<BackendHeader> headers = [];
        foreach (var pair in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : Uri.UnescapeDataString(pair[..equals].Trim());
            var value = Uri.UnescapeDataString(pair[(equals + 1)..].Trim());
            if (!IsName(name) || !IsValue(value))
            {
                throw new InvalidOperationException($"{source} is malformed. Allowed: name=value pairs, separated by commas.");
            }

            if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException($"{source} has the header '{name}'. Allowed: all but {string.Join(", ", Reserved)}.");
            }

            // The last header with a name counts, as in a dictionary.
            headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            headers.Add(BackendHeader.Configured(name, value));
        }

        return headers;
    }

    /// <summary>Whether a header can have this value.</summary>
    public static bool IsValue(string value) => value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters);
}
