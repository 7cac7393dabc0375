using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Area0;

public sealed partial class Provider0(HttpClient client, IConfiguration configuration)
{
    private const int Attempts = 3;

    private readonly Uri _endpoint = new(configuration["Area0:Endpoint"] ?? "http://localhost:11434/v1/messages");

    public async Task<HttpResponseMessage> SendAsync(Request0 request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (var attempt = 1; ; attempt++)
        {
            var response = await AttemptAsync(request, attempt, cancellationToken);
            if (attempt == Attempts || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
            {
                return response;
            }

            var pause = PauseAfter(response.Headers.RetryAfter, attempt);
            response.Dispose();
            await Task.Delay(pause, cancellationToken);
        }
    }

    [TracedLlmCall]
    private partial Task<HttpResponseMessage> AttemptAsync([SpanTag(LiteLlm.ProviderModel, Path = "Model")] Request0 request, int attempt, CancellationToken cancellationToken);

    private Task<HttpResponseMessage> AttemptCoreAsync(Request0 request, int attempt, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = JsonContent.Create(request.Body) };
        message.Headers.Add("x-attempt", attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("bench", "1.0"));
        return client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static TimeSpan PauseAfter(RetryConditionHeaderValue? after, int attempt) => after switch
    {
        { Delta: { } delta } when delta < TimeSpan.FromSeconds(5) => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow,
        _ => TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt)),
    };
}
