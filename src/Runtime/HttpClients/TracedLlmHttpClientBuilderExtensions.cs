using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace TracedLlm;

/// <summary>Adds tracing to a gateway's HTTP clients for its providers.</summary>
public static class TracedLlmHttpClientBuilderExtensions
{
    /// <summary>
    /// Traces every HTTP request of a client as an attempt at a provider: a CLIENT span under <c>litellm_request</c>, as for a
    /// method marked <see cref="TracedLlmCallAttribute"/>. Inside such a method the first HTTP request is the method's attempt
    /// and gets no span. See
    /// <see cref="TracedLlmCallHandler"/>.
    /// </summary>
    /// <remarks>
    /// The handler is always the innermost one, independent of the order of registration. So each retry of a resilience handler
    /// is an attempt, and an answer of a caching handler is not. A second call for the same client only changes the options.
    /// </remarks>
    /// <param name="builder">The builder of a named or typed client, or of the defaults of all clients.</param>
    /// <param name="configure">Sets further facts about the attempts.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddTracedLlmCall(this IHttpClientBuilder builder, Action<TracedLlmCallOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.Services.AddSingleton<IConfigureOptions<TracedLlmCallOptions>>(new ConfigureNamedOptions<TracedLlmCallOptions>(builder.Name, configure));
        }

        builder.Services.AddOptions();

        // A post-configuration runs after all configurations that add handlers, so this handler is the last.
        builder.Services.AddSingleton<IPostConfigureOptions<HttpClientFactoryOptions>>(
            new PostConfigureOptions<HttpClientFactoryOptions>(builder.Name, static client => client.HttpMessageHandlerBuilderActions.Add(AddHandler)));
        return builder;
    }

    private static void AddHandler(HttpMessageHandlerBuilder client)
    {
        if (!client.AdditionalHandlers.OfType<TracedLlmCallHandler>().Any())
        {
            var options = client.Services.GetRequiredService<IOptionsMonitor<TracedLlmCallOptions>>();
            client.AdditionalHandlers.Add(new TracedLlmCallHandler(options.Get(client.Name)));
        }
    }
}
