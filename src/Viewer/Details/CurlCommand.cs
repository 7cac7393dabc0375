using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TracedLlm.Facts;
using TracedLlm.Viewer.Json;
using TracedLlm.Viewer.Reading;

namespace TracedLlm.Viewer.Details;

/// <summary>Writes a command that sends a request again. The key is a variable of the shell; a body is there only if content was captured.</summary>
internal static class CurlCommand
{
    /// <summary>The command; <see langword="null"/> outside a request.</summary>
    /// <param name="reading">The trace.</param>
    /// <param name="body">The body of the first call to a provider; <see langword="null"/> if it is not known.</param>
    /// <param name="gateway">Scheme and host of the gateway.</param>
    public static string? Write(TraceReading reading, string? body, string gateway)
    {
        // The path of the attribute is decoded, and has the base path of the gateway.
        if (reading.Root is not { } root || root.Attributes.Text(HttpAttributes.UrlPath) is not ['/', ..] path)
        {
            return null;
        }

        var command = new StringBuilder("curl -X ")
            .Append(Quote(root.Attributes.Text(HttpAttributes.RequestMethod) ?? "POST"))
            .Append(' ')
            .Append(Quote(gateway + new PathString(path).ToUriComponent()))
            .Append(" -H \"authorization: Bearer $API_KEY\"");
        if (body is not null && WithModel(body, reading.Call?.Attributes.Text(GenAi.RequestModel)) is { } sent)
        {
            // --data reads a file where the body begins with @.
            command.Append(" -H 'content-type: application/json' --data-raw ").Append(Quote(sent));
        }

        return command.ToString();
    }

    // In single quotes a shell reads every character but the quote as it is.
    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The body with the model that the caller asked for; <see langword="null"/> if it is no JSON object, for instance because it was cut.</summary>
    private static string? WithModel(string body, string? model)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, ValueJson.Options))
            {
                json.WriteStartObject();
                foreach (var member in document.RootElement.EnumerateObject())
                {
                    if (model is not null && member.NameEquals("model"))
                    {
                        json.WriteString(member.Name, model);
                    }
                    else
                    {
                        member.WriteTo(json);
                    }
                }

                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
