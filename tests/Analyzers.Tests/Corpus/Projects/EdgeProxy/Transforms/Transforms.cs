using System.Text.Json.Nodes;
using EdgeProxy.Configuration;
using EdgeProxy.Forwarding;
using Microsoft.Extensions.Options;

namespace EdgeProxy.Transforms
{
    internal readonly record struct TransformContext(HttpContext Http, HttpRequestMessage Request, Cluster Cluster);

    internal interface IRequestTransform
    {
        int Order { get; }

        ValueTask ApplyAsync(TransformContext context, CancellationToken cancellationToken);
    }

    internal abstract class SynchronousTransform : IRequestTransform
    {
        public virtual int Order => 0;

        public ValueTask ApplyAsync(TransformContext context, CancellationToken cancellationToken)
        {
            Apply(context);
            return default;
        }

        protected abstract void Apply(TransformContext context);
    }

    internal sealed class HeaderTransform : SynchronousTransform
    {
        protected override void Apply(TransformContext context)
        {
            var headers = context.Request.Headers;
            headers.Remove("x-forwarded-for");
            headers.Add("x-forwarded-for", context.Http.Connection.RemoteIpAddress?.ToString() ?? "unknown");
            headers.Add("x-forwarded-proto", context.Http.Request.Scheme);
            if (context.Cluster.Options.Metadata.TryGetValue("host", out var host))
            {
                headers.Host = host;
            }
        }
    }

    internal sealed class PathPrefixTransform : SynchronousTransform
    {
        public override int Order => 10;

        protected override void Apply(TransformContext context)
        {
            var uri = context.Request.RequestUri!;
            var path = uri.AbsolutePath;
            foreach (var prefix in new[] { "/openai", "/vllm", "/anthropic", $"/raw/{context.Cluster.Name}" })
            {
                if (path.StartsWith(prefix + "/", StringComparison.OrdinalIgnoreCase))
                {
                    context.Request.RequestUri = new UriBuilder(uri) { Path = path[prefix.Length..] }.Uri;
                    return;
                }
            }
        }
    }

    internal sealed class ModelAliasTransform : IRequestTransform
    {
        private readonly IOptionsMonitor<ProxyOptions> _options;

        public ModelAliasTransform(IOptionsMonitor<ProxyOptions> options) => _options = options;

        public int Order => 20;

        public async ValueTask ApplyAsync(TransformContext context, CancellationToken cancellationToken)
        {
            if (_options.CurrentValue.Aliases.Count == 0 || context.Request.Content is not { } content || !context.Http.Request.HasJsonContentType())
            {
                return;
            }

            var body = JsonNode.Parse(await content.ReadAsByteArrayAsync(cancellationToken))!.AsObject();
            if (body["model"]?.GetValue<string>() is { } model && _options.CurrentValue.Aliases.TryGetValue(model, out var alias))
            {
                body["model"] = alias;
            }

            // Gateway keys stop here, in whichever field they came.
            body.Remove("litellm_metadata");
            var metadata = body["metadata"];
            if (metadata is JsonObject { Count: > 0 } own && own.All(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
            {
                body["metadata"] = null;
            }

            var replaced = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
            replaced.Headers.ContentType = new("application/json");
            context.Request.Content = replaced;
        }
    }
}
