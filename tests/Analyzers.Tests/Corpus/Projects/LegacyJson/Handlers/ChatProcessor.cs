#nullable disable
using LegacyJson.Core;
using LegacyJson.Web;
using Newtonsoft.Json.Linq;

namespace LegacyJson.Handlers
{
    public abstract class ProcessorBase
    {
        protected ProcessorBase(UpstreamGateway upstream, ErrorWriter errors)
        {
            Upstream = upstream;
            Errors = errors;
        }

        protected UpstreamGateway Upstream { get; private set; }

        protected ErrorWriter Errors { get; private set; }

        protected static async Task<JObject> ReadBodyAsync(HttpContext context)
        {
            using (StreamReader reader = new StreamReader(context.Request.Body))
            {
                string text = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
                return JObject.Parse(text);
            }
        }

        protected virtual Task WriteAsync(HttpContext context, string json)
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(json);
        }
    }

    public sealed class ChatProcessor : ProcessorBase
    {
        private readonly ISettings settings;

        public ChatProcessor(UpstreamGateway upstream, ErrorWriter errors, ISettings settings)
            : base(upstream, errors)
        {
            this.settings = settings;
        }

        public async Task ProcessAsync(HttpContext context)
        {
            try
            {
                JObject body = await ReadBodyAsync(context).ConfigureAwait(false);
                JToken metadata;
                string region = "eu";
                if (body.TryGetValue("metadata", out metadata))
                {
                    string generation = (string)metadata["generation_name"];
                    if (generation != null && generation.Length > 100)
                    {
                        throw new GatewayError("generation_name is too long");
                    }
                }

                JToken other = body["litellm_metadata"]; // TLM1001
                if (other != null && other.Value<string>("session_id") == null)
                {
                    body.Remove("litellm_metadata");
                }

                if (!settings.TryGetRegion((string)body["model"], out region))
                {
                    throw new RegionError((string)body["model"]);
                }

                string answer = await Upstream.PostAsync("/" + region + "/chat/completions", body, context.RequestAborted).ConfigureAwait(false);
                await WriteAsync(context, answer).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Errors.Write(context, exception);
            }
        }
    }
}
