using System.Net;
using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>A changed form that the gateway sends while it reads it.</summary>
/// <param name="open">Opens the form.</param>
/// <param name="boundary">Its boundary.</param>
/// <param name="changes">The changes.</param>
/// <param name="length">
/// The length of the changed form, or more: after the last delimiter the form is filled with spaces, which its reader ignores (RFC 2046, 5.1.1).
/// Without a length, the form is sent in chunks.
/// </param>
internal sealed class StreamedFormContent(Func<Stream> open, string boundary, FormChanges changes, long? length = null) : HttpContent
{
    private const int MostSpaces = 4096;

    private readonly byte[] _delimiter = Encoding.Latin1.GetBytes("--" + boundary);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <summary>A field behind its delimiter.</summary>
    public static string FieldText(string name, string value) => $"\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    protected override async Task SerializeToStreamAsync(Stream target, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var stream = new CountingStream(target);
        await using var source = open();
        var scanner = new FormScanner(source, boundary);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        await WritePreambleAsync(scanner, stream, cancellationToken);
        foreach (var (name, value) in changes.Added)
        {
            await stream.WriteAsync(_delimiter, cancellationToken);
            await WriteAsync(stream, FieldText(name, value), cancellationToken);
        }

        while (await scanner.ReadPartAsync(cancellationToken) is { } part)
        {
            if (changes.IsDropped(part.Name))
            {
                continue;
            }

            await stream.WriteAsync(part.Head, cancellationToken);
            var number = numbers[part.Name] = numbers.GetValueOrDefault(part.Name, -1) + (part.IsFile ? 0 : 1);
            if (!part.IsFile && changes.Replacement(part.Name, number) is { } replacement)
            {
                await WriteAsync(stream, replacement, cancellationToken);
            }
            else
            {
                await WriteContentAsync(scanner, stream, cancellationToken);
            }

            await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }

        // The line break in front of the last delimiter belongs to the last part.
        var skipped = 2;
        while (await scanner.ReadRestAsync(cancellationToken) is { IsEmpty: false } rest)
        {
            await stream.WriteAsync(rest[skipped..], cancellationToken);
            skipped = 0;
        }

        while (length - stream.Written is { } missing and > 0)
        {
            await WriteAsync(stream, new string(' ', (int)Math.Min(missing, MostSpaces)), cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    // The scanner reads the text in front of the first part with an additional line break.
    private static async Task WritePreambleAsync(FormScanner scanner, Stream stream, CancellationToken cancellationToken)
    {
        var skipped = 2;
        while (await scanner.ReadContentAsync(cancellationToken) is { IsEmpty: false } bytes)
        {
            var count = Math.Min(skipped, bytes.Length);
            await stream.WriteAsync(bytes[count..], cancellationToken);
            skipped -= count;
        }

        if (skipped == 0)
        {
            await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }
    }

    private static async Task WriteContentAsync(FormScanner scanner, Stream stream, CancellationToken cancellationToken)
    {
        while (await scanner.ReadContentAsync(cancellationToken) is { IsEmpty: false } bytes)
        {
            await stream.WriteAsync(bytes, cancellationToken);
        }
    }

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
