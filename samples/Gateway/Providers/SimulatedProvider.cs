using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// A provider without a network, which speaks both APIs: everything else about a call to it is real. It says the same to
/// the same request; the names in <see cref="SimulatedBehaviour.ByName"/> misbehave.
/// </summary>
internal sealed class SimulatedProvider(TimeProvider time) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = await JsonDocument.ParseAsync(await request.Content!.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        var format = request.RequestUri!.AbsolutePath.EndsWith(WireFormat.Messages.Path, StringComparison.Ordinal) ? WireFormat.Messages : WireFormat.ChatCompletions;
        var model = body.RootElement.GetProperty("model").GetString()!;
        var behaviour = SimulatedBehaviour.ByName.GetValueOrDefault(model, SimulatedBehaviour.Ordinary);

        await Task.Delay(behaviour.Delay, time, cancellationToken);
        if (behaviour.IsUnreachable)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The simulated provider cannot be reached.");
        }

        var (content, mediaType) = behaviour.Status == HttpStatusCode.OK
            ? Answer(body.RootElement, format, model, behaviour)
            : (new ByteArrayContent(SimulatedAnswer.Error(behaviour.Status)), "application/json");
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new HttpResponseMessage(behaviour.Status) { Content = content, RequestMessage = request };
    }

    private (HttpContent Content, string MediaType) Answer(JsonElement body, WireFormat format, string model, SimulatedBehaviour behaviour)
    {
        var answer = new SimulatedAnswer(format, model, format.RequestTexts.TextsIn(body));
        if (body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
        {
            return (new StreamContent(Chunks(answer, behaviour)), "text/event-stream");
        }

        return (new ByteArrayContent(answer.Whole()), "application/json");
    }

    private Stream Chunks(SimulatedAnswer answer, SimulatedBehaviour behaviour)
    {
        var pipe = new Pipe();
        _ = WriteAsync(pipe.Writer, answer.Chunks(behaviour.IsEndless), behaviour);
        return pipe.Reader.AsStream();
    }

    private async Task WriteAsync(PipeWriter writer, IEnumerable<string> chunks, SimulatedBehaviour behaviour)
    {
        foreach (var chunk in chunks)
        {
            if ((await writer.WriteAsync(Encoding.UTF8.GetBytes(chunk))).IsCompleted)
            {
                break;
            }

            await Task.Delay(behaviour.BetweenChunks, time);
        }

        await writer.CompleteAsync();
    }
}
