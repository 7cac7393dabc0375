namespace TracedLlm.Tests.HttpClients;

/// <summary>A client's own last handler, which is not the platform's: nobody is asked about headers, and no request is named in the answer.</summary>
internal sealed class AnsweringHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return answer(request);
    }
}
