namespace ModularGateway.Streaming;

internal static class EventWriter
{
    public static async Task WriteAsync(HttpResponse response, IAsyncEnumerable<ReadOnlyMemory<byte>> events, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers["x-accel-buffering"] = "no";
        using (var first = LlmSpan.StartStage("first_event"))
        {
            await response.StartAsync(cancellationToken);
        }

        await foreach (var one in events.WithCancellation(cancellationToken))
        {
            await response.BodyWriter.WriteAsync(one, cancellationToken);
            if (one.Length <= 1)
            {
                await response.BodyWriter.FlushAsync(cancellationToken);
            }
        }
    }
}
