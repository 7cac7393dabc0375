using System.Net;
using System.Text.Json;
using Harbor.Contracts;

namespace Harbor.Core;

public interface IProviderGateway
{
    Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken);
}

public sealed class ProviderGateway(HttpClient http) : IProviderGateway
{
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.PostAsJsonAsync(path, body, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ProviderException("The provider did not answer", e);
        }

        using (response)
        {
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken),
                HttpStatusCode.PaymentRequired => throw new QuotaExceededException("provider"),
                _ => throw new ProviderException($"The provider answered {(int)response.StatusCode}"),
            };
        }
    }
}
