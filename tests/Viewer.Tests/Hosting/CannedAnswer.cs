using System.Net;
using System.Text;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Viewer.Tests.Hosting;

/// <summary>A provider that answers at once, without a network; without a status the request fails.</summary>
/// <param name="status">The status of the answer.</param>
internal sealed class CannedAnswer(HttpStatusCode? status) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => status is { } code
        ? Task.FromResult(new HttpResponseMessage(code) { Content = new StringContent(RecordedOpenAi.ChatCompletion, Encoding.UTF8, "application/json"), RequestMessage = request })
        : Task.FromException<HttpResponseMessage>(new HttpRequestException("The provider cannot be reached."));
}
