#nullable disable
using System.Text;
using LegacyJson.Core;
using LegacyJson.Web;
using Newtonsoft.Json.Linq;

namespace LegacyJson.Handlers
{
    public sealed class AnthropicProcessor : ProcessorBase
    {
        private const string MetadataField = "litellm_metadata";

        public AnthropicProcessor(UpstreamGateway upstream, ErrorWriter errors)
            : base(upstream, errors)
        {
        }

        public async Task ProcessAsync(HttpContext context)
        {
            JObject body = await ReadBodyAsync(context).ConfigureAwait(false);
            JObject gateway = body[MetadataField] as JObject;
            StringBuilder session = new StringBuilder();
            if (gateway != null)
            {
                session.Append((string)gateway["session_id"]);
                if (session.Length == 0 && gateway["trace_user_id"] != null)
                {
                    session.AppendFormat("user:{0}", (string)gateway["trace_user_id"]);
                }

                body.Remove(MetadataField);
            }

            JToken provider = body["metadata"];
            if (provider != null && ((string)provider["user_id"] ?? string.Empty).Contains('@'))
            {
                provider["user_id"] = Anonymous((string)provider["user_id"]);
            }

            context.Response.Headers["x-session"] = session.ToString();
            try
            {
                await WriteAsync(context, await Upstream.PostAsync("/anthropic/messages", body, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (GatewayError error)
            {
                Errors.Write(context, error);
            }
        }

        public async Task RerankAsync(HttpContext context)
        {
            JObject body = await ReadBodyAsync(context).ConfigureAwait(false);
            JArray documents = body["documents"] as JArray;
            if (documents == null || documents.Count == 0)
            {
                context.Response.StatusCode = 400;
                return;
            }

            foreach (JToken document in documents)
            {
                // A document has metadata like any other in the index.
                JToken metadata = document["metadata"];
                if (metadata != null)
                {
                    metadata["source"] = metadata["source"] ?? "upload";
                }
            }

            string answer = await Upstream.PostAsync("/rerank", body, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(context, answer).ConfigureAwait(false);
        }

        protected override Task WriteAsync(HttpContext context, string json)
        {
            context.Response.Headers["anthropic-version"] = "2023-06-01";
            return base.WriteAsync(context, json);
        }

        private static string Anonymous(string mail)
        {
            int at = mail.IndexOf('@');
            return at < 2 ? "user" : mail.Substring(0, 1) + new string('*', at - 1);
        }
    }
}
