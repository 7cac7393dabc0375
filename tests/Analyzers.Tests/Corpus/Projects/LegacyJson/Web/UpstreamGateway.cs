#nullable disable
using System.Net;
using System.Text;
using LegacyJson.Core;
using Newtonsoft.Json.Linq;

namespace LegacyJson.Web
{
    public partial class UpstreamGateway
    {
        private readonly IHttpClientFactory factory;
        private readonly ISettings settings;

        public UpstreamGateway(IHttpClientFactory factory, ISettings settings)
        {
            this.factory = factory;
            this.settings = settings;
        }

        public async Task<string> PostAsync(string path, JObject body, CancellationToken cancellationToken)
        {
            for (int attempt = 0; attempt <= settings.MaximumRetries; attempt++)
            {
                HttpResponseMessage response = null;
                try
                {
                    response = await SendAsync(path, body.ToJson(), cancellationToken).ConfigureAwait(false);
                    string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                    if (response.StatusCode == HttpStatusCode.OK)
                    {
                        return text;
                    }

                    if ((int)response.StatusCode < 500 && (int)response.StatusCode != 429)
                    {
                        GatewayError error = new GatewayError(text);
                        error.Code = response.StatusCode;
                        throw error;
                    }
                }
                finally
                {
                    if (response != null)
                    {
                        response.Dispose();
                    }
                }

                await Task.Delay(100 << attempt, cancellationToken).ConfigureAwait(false);
            }

            throw new GatewayError("The upstream did not answer");
        }

        [TracedLlmCall]
        protected virtual partial Task<HttpResponseMessage> SendAsync(string path, string json, CancellationToken cancellationToken);

        protected virtual Task<HttpResponseMessage> SendCoreAsync(string path, string json, CancellationToken cancellationToken)
        {
            HttpClient client = factory.CreateClient();
            HttpRequestMessage message = new HttpRequestMessage(HttpMethod.Post, settings.UpstreamUrl + path);
            message.Content = new StringContent(json, Encoding.UTF8, "application/json");
            return client.SendAsync(message, cancellationToken);
        }

        [TracedStage("warm_up")]
        public Task WarmUpAsync(CancellationToken cancellationToken) // TLM3001
        {
            return SendAsync("/health", "{}", cancellationToken);
        }
    }
}
