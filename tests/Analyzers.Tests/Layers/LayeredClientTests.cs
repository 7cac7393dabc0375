using TracedLlm.Analyzers.Context;
using TracedLlm.Testing.Roslyn.Layers;

namespace TracedLlm.Analyzers.Tests.Layers;

/// <summary>TLM4004, <see cref="UntracedClient"/>, in solutions whose routes and clients are in different projects.</summary>
public class LayeredClientTests
{
    private const string Provider = """
        using Microsoft.Extensions.DependencyInjection;

        namespace Core;

        public interface IProvider { Task<string> SendAsync(string body); }

        public sealed class Provider(HttpClient http) : IProvider
        {
            public async Task<string> SendAsync(string body)
            {
                using var response = await http.PostAsync("/v1/messages", new StringContent(body));
                return await response.Content.ReadAsStringAsync();
            }
        }
        """;

    [Fact]
    public Task Registered_and_used_in_a_lower_project() => AllRulesInLayers.With(
        new Layer("Core", Provider, Services("")),
        new Layer("Web", Web("{|TLM4004:builder.Services.AddCore()|};"))).RunAsync();

    [Fact]
    public Task Traced_in_a_lower_project() => AllRulesInLayers.With(
        new Layer("Core", Provider, Services(".AddTracedLlmCall()")),
        new Layer("Web", Web("builder.Services.AddCore();"))).RunAsync();

    [Fact]
    public Task Registered_here_and_used_in_a_lower_project() => AllRulesInLayers.With(
        new Layer("Core", Provider),
        new Layer("Web", Web("{|TLM4004:builder.Services.AddHttpClient<IProvider, Provider>()|};"))).RunAsync();

    [Fact]
    public Task Registered_and_used_below_another_project() => AllRulesInLayers.With(
        new Layer("Core", Provider, Services("")),
        new Layer("Application", """
            using Microsoft.Extensions.DependencyInjection;

            namespace Core;

            public static class Application
            {
                public static IServiceCollection AddApplication(this IServiceCollection services) => services.AddCore();
            }
            """),
        new Layer("Web", Web("{|TLM4004:builder.Services.AddApplication()|};"))).RunAsync();

    private static string Services(string chained) => $$"""
        using Microsoft.Extensions.DependencyInjection;

        namespace Core;

        public static class Services
        {
            public static IServiceCollection AddCore(this IServiceCollection services)
            {
                services.AddHttpClient<IProvider, Provider>(){{chained}};
                return services;
            }
        }
        """;

    private static string Web(string registration) => $$"""
        using Core;

        public static class Start
        {
            public static void Run(WebApplicationBuilder builder)
            {
                {{registration}}
                var app = builder.Build();
                app.UseTracedLlm();
                app.MapPost("/v1/messages", HandleAsync);
            }

            [TracedLlmRoute]
            public static async Task<string> HandleAsync(IProvider provider) => await provider.SendAsync("{}");
        }
        """;
}
