using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.Area0;

public sealed class PlainClient0(HttpClient client, PlainFailures0 failures)
{
    private const int Attempts = 3;

    public async Task<HttpResponseMessage> SendAsync(JsonObject body, string session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = JsonContent.Create(body) };
            request.Headers.Add("x-session", session);
            try
            {
                var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                {
                    return response;
                }

                response.Dispose();
            }
            catch (HttpRequestException exception) when (attempt < Attempts)
            {
                failures.Count(exception);
            }

            await Task.Delay(100 * attempt, cancellationToken);
        }

        throw new PlainUnavailableException0($"The provider did not answer after {Attempts} attempts.");
    }
}
