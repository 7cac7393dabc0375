namespace TracedLlm.Testing.Upstreams.Answers;

internal sealed class DelayedAnswer(TimeSpan delay, TaskCompletionSource? gate, UpstreamAnswer answer) : UpstreamAnswer
{
    internal override async Task WriteAsync(UpstreamExchange exchange)
    {
        await Task.Delay(delay, exchange.Ended);
        if (gate is not null)
        {
            await gate.Task.WaitAsync(exchange.Ended);
        }

        await answer.WriteAsync(exchange);
    }
}
