using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace TracedLlm.Samples.Gateway;

/// <summary>A server without a network: it serves the requests that it is given.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<IFeatureCollection, CompletedResponse, Task>? _process;

    public InProcessServer() => Features.Set<IServerAddressesFeature>(new ServerAddressesFeature());

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = (features, response) => ProcessAsync(application, features, response);
        return Task.CompletedTask;
    }

    /// <summary>Serves a request and throws its answer away.</summary>
    /// <returns>The status.</returns>
    public async Task<int> PostAsync(string path, byte[] json, string key, CancellationToken cancellationToken)
    {
        var response = new CompletedResponse();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Protocol = HttpProtocol.Http11,
            Scheme = Uri.UriSchemeHttp,
            Method = HttpMethods.Post,
            Path = path,
            RawTarget = path,
            Body = new MemoryStream(json, writable: false),
            Headers = new HeaderDictionary
            {
                [HeaderNames.Host] = "localhost",
                [HeaderNames.Authorization] = $"Bearer {key}",
                [HeaderNames.ContentType] = "application/json",
                [HeaderNames.ContentLength] = json.Length.ToString(CultureInfo.InvariantCulture),
            },
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = cancellationToken });
        await _process!(features, response);
        return response.StatusCode;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    private static async Task ProcessAsync<TContext>(IHttpApplication<TContext> application, IFeatureCollection features, CompletedResponse response)
        where TContext : notnull
    {
        var context = application.CreateContext(features);
        try
        {
            await application.ProcessRequestAsync(context);
            await response.CompleteAsync();
            application.DisposeContext(context, null);
        }
        catch (Exception exception)
        {
            application.DisposeContext(context, exception);
            throw;
        }
    }
}
