namespace TracedLlm.Allocations.Tests;

/// <summary>A call of a provider that answers at once with the body given.</summary>
internal sealed partial class ProviderCall
{
    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(Stream body);

    private Task<HttpResponseMessage> SendCoreAsync(Stream body) =>
        Task.FromResult(new HttpResponseMessage { Content = new StreamContent(body) });
}
