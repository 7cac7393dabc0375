namespace TracedLlm.Tests.HttpClients;

/// <summary>A typed client.</summary>
internal sealed class TypedClient(HttpClient client)
{
    public async Task<string> AskAsync()
    {
        using var response = await client.SendAsync(ClientGateway.Asked());
        return await response.Content.ReadAsStringAsync();
    }
}
