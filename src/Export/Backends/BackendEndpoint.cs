using System.Security.Cryptography;
using System.Text;

namespace TracedLlm.Export;

/// <summary>Where encoded spans go and in which form. Its headers are secrets and appear in no message.</summary>
/// <param name="backend">The backend's first name in the table of backends.</param>
/// <param name="address">The whole address, path included; of gRPC, scheme and authority.</param>
/// <param name="headers">Headers of every request, credentials included.</param>
/// <param name="view">The form that the backend understands.</param>
internal sealed class BackendEndpoint(
    string backend, Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, SpanView view)
{
    private string? _identity;

    public string Backend => backend;

    public Uri Address => address;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public SpanView View => view;

    public OtlpProtocol Protocol { get; init; }

    /// <summary>Whether requests are compressed with gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The part of all traces that is sent, from 0 to 1; decided by the trace id.</summary>
    public double SamplingRate { get; init; } = 1;

    /// <summary>Attributes that this backend wants on the resource.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Resource { get; init; } = [];

    /// <summary>
    /// The same for equal backends, addresses, protocols, headers and resources: by it spans are grouped and spooled. Lower-case
    /// hex of a SHA-256, which reveals no credentials.
    /// </summary>
    public string Identity => _identity ??= Hash();

    private string Hash()
    {
        var text = new StringBuilder();
        Add(backend);
        Add(address.AbsoluteUri);
        Add(Protocol.ToString());
        Add(view.Name);
        foreach (var (name, value) in headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            Add(name.ToUpperInvariant());
            Add(value);
        }

        foreach (var (name, value) in Resource.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Add(name);
            Add(FormattableString.Invariant($"{value}"));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        // With its length, so that no two lists run together into the same text.
        void Add(string part) => text.Append(part.Length).Append(':').Append(part);
    }
}
