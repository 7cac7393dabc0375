using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TracedLlm.Viewer.Json;

namespace TracedLlm.Viewer.Web;

/// <summary>Answers with JSON.</summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json";

    /// <summary>Sends what <paramref name="write"/> writes. It is complete before the response begins, so that an error still has its status.</summary>
    public static Task SendAsync(HttpContext http, Action<Utf8JsonWriter> write) => SendAsync(http, Encode(write));

    /// <summary>Sends what <paramref name="tryWrite"/> writes, or 404 if it finds nothing to write.</summary>
    public static Task SendAsync(HttpContext http, Func<Utf8JsonWriter, bool> tryWrite, string notFound)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ValueJson.Options))
        {
            if (!tryWrite(json))
            {
                return SendErrorAsync(http, StatusCodes.Status404NotFound, notFound);
            }
        }

        return SendAsync(http, buffer.WrittenMemory);
    }

    /// <summary>Sends an error.</summary>
    public static Task SendErrorAsync(HttpContext http, int status, string error)
    {
        http.Response.StatusCode = status;
        return SendAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", error);
            json.WriteEndObject();
        });
    }

    /// <summary>The bytes of what <paramref name="write"/> writes.</summary>
    public static ReadOnlyMemory<byte> Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ValueJson.Options))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Sends bytes that <see cref="Encode"/> has returned.</summary>
    public static Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
