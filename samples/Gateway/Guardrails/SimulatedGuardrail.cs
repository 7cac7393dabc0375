using System.Net.Http.Headers;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// A guardrail service without a network, for guardrails whose <c>api_base</c> is <c>http://simulated/NAME</c>: <c>passing</c>,
/// <c>blocking</c> (after a moment), <c>broken</c>, <c>unreachable</c> or <c>silent</c>.
/// </summary>
internal sealed class SimulatedGuardrail(TimeProvider time) : HttpMessageHandler
{
    public const string Host = "simulated";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (request.RequestUri!.Segments[1].Trim('/'))
        {
            case "passing":
                return Answer("""{"action":"NONE"}""");
            case "blocking":
                await Task.Delay(Moment, time, cancellationToken);
                return Answer("""{"action":"BLOCKED","blocked_reason":"simulated"}""");
            case "silent":
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                throw new InvalidOperationException("A silent guardrail never answers.");
            case "broken":
                return Answer("not JSON");
            default:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The simulated guardrail cannot be reached.");
        }
    }

    private static HttpResponseMessage Answer(string body) =>
        new() { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
}
