using Microsoft.AspNetCore.Http;

namespace TracedLlm.Testing.Upstreams.Answers;

internal sealed class CustomAnswer(Func<HttpContext, Task> write) : UpstreamAnswer
{
    internal override Task WriteAsync(UpstreamExchange exchange) => write(exchange.Http);
}
