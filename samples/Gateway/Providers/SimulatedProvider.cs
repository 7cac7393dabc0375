using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// A provider without a network that serves every API; the rest of a call is real. It answers equal requests equally;
/// the models in <see cref="SimulatedBehaviour.ByName"/> fail in different ways.
/// </summary>
internal sealed class SimulatedProvider(TimeProvider time) : HttpMessageHandler
{
    /// <summary>The host of this provider, for all APIs.</summary>
    public const string Host = "simulated";

    /// <summary>The base address of this provider.</summary>
    public static readonly Uri Address = new($"http://{Host}");

    private const int EventsBeforeBreak = 3;

    private int _recoveries;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = await SimulatedCall.ReadAsync(request, cancellationToken);
        var behaviour = request.Options.TryGetValue(SimulatedBehaviour.Requested, out var requested)
            ? requested
            : SimulatedBehaviour.ByName.GetValueOrDefault(call.Model, SimulatedBehaviour.Ordinary);

        await Task.Delay(behaviour.Delay, time, cancellationToken);
        if (behaviour.IsUnreachable)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The simulated provider cannot be reached.");
        }

        if (behaviour.Status != HttpStatusCode.OK && !(behaviour.Recovers && Interlocked.Increment(ref _recoveries) % 2 == 0))
        {
            return Refuse(request, behaviour.Status, behaviour.ErrorCode);
        }

        try
        {
            return request.Headers.Upgrade.Count > 0
                ? SimulatedSession.Open(request)
                : new HttpResponseMessage { Content = SimulatedApis.Answer(call, chunks => Chunks(chunks, behaviour), behaviour), RequestMessage = request };
        }
        catch (JsonException)
        {
            // A text that is no text, such as half of a surrogate pair.
            return Refuse(request, HttpStatusCode.BadRequest);
        }
    }

    private static HttpResponseMessage Refuse(HttpRequestMessage request, HttpStatusCode status, string? code = null)
    {
        var error = new ByteArrayContent(SimulatedAnswer.Error(status, code)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return new HttpResponseMessage(status) { Content = error, RequestMessage = request };
    }

    private Stream Chunks(IEnumerable<byte[]> chunks, SimulatedBehaviour behaviour)
    {
        // Each chunk must be read before the next one is written and before the stream breaks off.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        _ = WriteAsync(pipe.Writer, chunks, behaviour);
        return pipe.Reader.AsStream();
    }

    private async Task WriteAsync(PipeWriter writer, IEnumerable<byte[]> chunks, SimulatedBehaviour behaviour)
    {
        foreach (var chunk in behaviour.BreaksOff ? chunks.Take(EventsBeforeBreak) : chunks)
        {
            if ((await writer.WriteAsync(chunk)).IsCompleted)
            {
                break;
            }

            await Task.Delay(behaviour.BetweenChunks, time);
        }

        await writer.CompleteAsync(behaviour.BreaksOff ? new IOException("The simulated provider broke off.") : null);
    }
}
