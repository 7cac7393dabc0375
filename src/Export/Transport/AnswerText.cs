using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;
using TracedLlm.Secrets;

namespace TracedLlm.Export.Transport;

/// <summary>The text of a backend's answer as logs show it: short, printable and without secrets.</summary>
internal static partial class AnswerText
{
    // The longest part of an answer that is shown, in characters.
    private const int LongestText = 200;

    // The rest of a longer answer is not read.
    private const int LongestAnswer = 16 * 1024;

    // Field 2 of google.rpc.Status, the body of a refusal in protobuf.
    private const int StatusMessage = 2;
    private const string Basic = "Basic ";

    /// <summary>The status is known already, so that its text is not waited for longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Reads the beginning of a body. Never throws because of the network: the status says enough.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength == 0)
        {
            return [];
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var bytes = new byte[LongestAnswer];
        var length = 0;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while (length < bytes.Length && (read = await stream.ReadAsync(bytes.AsMemory(length), either.Token).ConfigureAwait(false)) > 0)
                {
                    length += read;
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // What came before is shown.
        }

        return bytes[..length];
    }

    /// <summary>The text of a body, whatever its type; empty if it is not text.</summary>
    public static string FromBody(HttpResponseMessage response, byte[] body, BackendEndpoint endpoint)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            return "";
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        return Shorten(type is "application/x-protobuf" or "application/protobuf" ? MessageOf(body) : Encoding.UTF8.GetString(body), endpoint);
    }

    /// <summary>A text without its markup, secrets and characters that cannot be printed, cut to a length for logs.</summary>
    public static string Shorten(string text, BackendEndpoint endpoint)
    {
        // The start of a binary body.
        if (text.Contains('\0', StringComparison.Ordinal) || text.AsSpan().Count('\uFFFD') > text.Length / 10)
        {
            return "";
        }

        if (text.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal))
        {
            text = WebUtility.HtmlDecode(Markup().Replace(text, " "));
        }

        // The text is cut after the secrets are hidden, because a cut secret would not be found.
        var safe = HideSecrets(Unprintable().Replace(text, " ").Trim(), endpoint);
        return safe.Length > LongestText ? $"{safe[..LongestText]}…" : safe;
    }

    private static string MessageOf(byte[] status)
    {
        var fields = new ProtobufFields(status);
        while (fields.Next())
        {
            if (fields.Number == StatusMessage)
            {
                return Encoding.UTF8.GetString(fields.Bytes);
            }
        }

        return "";
    }

    // A backend may repeat a header, or a part of it that it has decoded.
    private static string HideSecrets(string text, BackendEndpoint endpoint)
    {
        foreach (var secret in endpoint.Headers.SelectMany(header => SecretsOf(header.Value)).Where(secret => secret.Length > 3))
        {
            text = text.Replace(secret, BackendHeader.Hidden, StringComparison.Ordinal);
        }

        return SecretRedaction.Redact(text, []);
    }

    private static IEnumerable<string> SecretsOf(string header)
    {
        yield return header[(header.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var decoded = new byte[header.Length];
        if (header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(header[Basic.Length..], decoded, out var length))
        {
            // The name before the colon is not secret.
            var pair = Encoding.UTF8.GetString(decoded, 0, length);
            yield return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
    }

    /// <summary>Elements of HTML and XML; of scripts, styles and the head's title, which the body repeats, their text too.</summary>
    [GeneratedRegex("<(script|style|title)\\b.*?</\\1>|<[^>]*>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Unprintable();
}
