namespace TracedLlm.Testing.Upstreams.Answers;

internal sealed class HangAnswer : UpstreamAnswer
{
    internal override Task WriteAsync(UpstreamExchange exchange) => Task.Delay(Timeout.Infinite, exchange.Ended);
}
