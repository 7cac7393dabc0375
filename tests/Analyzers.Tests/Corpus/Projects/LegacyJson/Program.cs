#nullable disable
using LegacyJson.Core;
using LegacyJson.Handlers;
using LegacyJson.Web;

namespace LegacyJson
{
    public class Program
    {
        public static void Main(string[] args)
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
            builder.Services.AddTracedLlm(builder.Configuration);
            builder.Services.AddHttpClient();
            builder.Services.AddSingleton<ISettings, Settings>();
            builder.Services.AddTransient<UpstreamGateway>();
            builder.Services.AddTransient<ChatProcessor>();
            builder.Services.AddTransient<AnthropicProcessor>();
            builder.Services.AddTransient<ErrorWriter>();

            WebApplication app = builder.Build();
            app.UseTracedLlm();
            app.UseMiddleware<CorrelationMiddleware>();
            app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext context, ChatProcessor processor) => processor.ProcessAsync(context));
            app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext context, AnthropicProcessor processor) => processor.ProcessAsync(context));
            app.MapPost("/v1/rerank", [TracedLlmRoute] (HttpContext context, AnthropicProcessor processor) => processor.RerankAsync(context));
            app.MapGet("/version", new Func<string>(delegate { return "3.2"; }));
            app.Run();
        }
    }
}
