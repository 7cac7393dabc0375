using System.Text;
using System.Text.Json;

namespace TracedLlm;

/// <summary>
/// Makes JSON of the fields of a <c>multipart/form-data</c> body, so that an API's map reads them: those before the first file,
/// at most <see cref="MaxFields"/>. What is cut off is left out.
/// </summary>
internal static class MultipartFields
{
    public const int MaxFields = 64;

    private const int MaxHeaderLength = 4096;

    /// <summary>The fields that are numbers or booleans in the JSON form of their API.</summary>
    private static readonly string[] Literals = ["n", "temperature", "stream", "partial_images", "output_compression"];

    /// <summary>The fields as a JSON object.</summary>
    /// <param name="body">The body as far as it was read.</param>
    /// <param name="boundary">The boundary of its content type, without quotes.</param>
    public static byte[] ToJson(ReadOnlySpan<byte> body, string boundary)
    {
        using var buffer = new PooledText();
        using var json = new Utf8JsonWriter(buffer, new() { SkipValidation = true });
        json.WriteStartObject();
        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        var rest = body;
        for (var fields = 0; fields < MaxFields && Next(ref rest, delimiter, out var name, out var value); fields++)
        {
            json.WritePropertyName(name);
            if (Literals.Contains(name) && (value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8) || JsonNumber.IsNumber(value)))
            {
                json.WriteRawValue(value, skipInputValidation: true);
            }
            else
            {
                json.WriteStringValue(Encoding.UTF8.GetString(value));
            }
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.Written.ToArray();
    }

    private static bool Next(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> delimiter, out string name, out ReadOnlySpan<byte> value)
    {
        name = "";
        value = default;
        var start = rest.IndexOf(delimiter);
        if (start < 0)
        {
            return false;
        }

        rest = rest[(start + delimiter.Length)..];
        var headers = rest.IndexOf("\r\n\r\n"u8);
        if (!rest.StartsWith("\r\n"u8) || headers is < 0 or > MaxHeaderLength || NameOf(rest[..headers]) is not { } found)
        {
            return false;
        }

        rest = rest[(headers + 4)..];
        for (var end = 0; ; end += 2)
        {
            var line = rest[end..].IndexOf("\r\n--"u8);
            if (line < 0)
            {
                return false;
            }

            end += line;
            if (rest[(end + 2)..].StartsWith(delimiter))
            {
                name = found;
                value = rest[..end];
                rest = rest[end..];
                return true;
            }
        }
    }

    /// <summary>The name of a field; <see langword="null"/> for a file.</summary>
    private static string? NameOf(ReadOnlySpan<byte> headers)
    {
        foreach (var line in Encoding.UTF8.GetString(headers).Split("\r\n"))
        {
            if (line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase)
                && Microsoft.Net.Http.Headers.ContentDispositionHeaderValue.TryParse(line["Content-Disposition:".Length..], out var disposition))
            {
                var isFile = disposition.FileName.HasValue || disposition.FileNameStar.HasValue;
                return isFile || !disposition.Name.HasValue ? null : disposition.Name.Value!.Trim('"');
            }
        }

        return null;
    }
}
