using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>The ways in which a handler writes a body.</summary>
public enum BodyWriting
{
    Stream,
    StreamArrays,
    StreamApm,
    StreamSync,
    WriterMemory,
    WriterSpan,
    WriterSource,
    StreamOfWriter,
    WrappedBody,
    Completed,
}

/// <summary>Writes a body in each way.</summary>
internal static class BodyWritings
{
    private const int Part = 10_007;

    public static async Task WriteAsync(this HttpResponse response, BodyWriting writing, byte[] body)
    {
        foreach (var part in body.Chunk(Part))
        {
            await WritePartAsync(response, writing, part);
        }

        if (writing == BodyWriting.Completed)
        {
            await response.CompleteAsync();
        }
    }

    private static async Task WritePartAsync(HttpResponse response, BodyWriting writing, byte[] part)
    {
        var writer = response.BodyWriter;
        switch (writing)
        {
            case BodyWriting.Stream or BodyWriting.Completed:
                await response.Body.WriteAsync(part);
                break;
            case BodyWriting.StreamArrays:
#pragma warning disable CA1835 // The older overload is what is tried.
                await response.Body.WriteAsync(part, 0, 1, CancellationToken.None);
                await response.Body.WriteAsync(part, 1, part.Length - 1, CancellationToken.None);
#pragma warning restore CA1835
                break;
            case BodyWriting.StreamApm:
                // TestServer's own stream writes synchronously then.
                response.HttpContext.Features.Get<IHttpBodyControlFeature>()?.AllowSynchronousIO = true;
                await Task.Factory.FromAsync(response.Body.BeginWrite(part, 0, part.Length, null, null), response.Body.EndWrite);
                break;
            case BodyWriting.StreamSync:
                response.HttpContext.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
                response.Body.WriteByte(part[0]);
                response.Body.Write(part, 1, 1);
                response.Body.Write(part.AsSpan(2));
                response.Body.Flush();
                break;
            case BodyWriting.WriterMemory:
                part.CopyTo(writer.GetMemory(part.Length));
                writer.Advance(1);
                writer.Advance(part.Length - 1);
                await writer.FlushAsync();
                break;
            case BodyWriting.WriterSpan:
                writer.Write(part);
                await writer.FlushAsync();
                break;
            case BodyWriting.WriterSource:
                await writer.WriteAsync(part);
                break;
            case BodyWriting.StreamOfWriter:
                await writer.AsStream().WriteAsync(part);
                break;
            case BodyWriting.WrappedBody:
                var body = response.Body;
                response.Body = new BufferedStream(body);
                await response.Body.WriteAsync(part);
                await response.Body.FlushAsync();
                response.Body = body;
                break;
        }
    }
}
