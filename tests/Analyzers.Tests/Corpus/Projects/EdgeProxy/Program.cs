using EdgeProxy.Configuration;
using EdgeProxy.Forwarding;
using EdgeProxy.Health;
using EdgeProxy.Transforms;

namespace EdgeProxy
{
    internal static class Program
    {
        private static void Main(string[] args)
        {
            var builder = WebApplication.CreateSlimBuilder(args);
            builder.Services.AddTracedLlm(builder.Configuration, options => options.InboundTrust = InboundTrust.Continue);
            builder.Services.Configure<ProxyOptions>(builder.Configuration.GetSection("Proxy"));
            builder.Services.AddSingleton<ClusterTable>();
            builder.Services.AddSingleton<ILoadBalancer, LeastRequestsBalancer>();
            builder.Services.AddSingleton<IRequestTransform, HeaderTransform>();
            builder.Services.AddSingleton<IRequestTransform, PathPrefixTransform>();
            builder.Services.AddSingleton<IRequestTransform, ModelAliasTransform>();
            builder.Services.AddSingleton<Forwarder>();
            builder.Services.AddSingleton<ShadowTraffic>();
            builder.Services.AddHostedService<ActiveHealthChecks>();
            builder.Services.AddHttpClient("upstream"); // TLM4004
            builder.Services.AddHttpClient("health", client => client.Timeout = TimeSpan.FromSeconds(3));

            var app = builder.Build();
            app.UseTracedLlm();
            app.MapProxy();
            app.MapGet("/clusters", (ClusterTable clusters) => clusters.Describe());
            app.Run();
        }
    }
}
