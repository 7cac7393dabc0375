using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Viewer.Browser.Tests.Safety;

/// <summary>A site of somebody else.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherSite(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single() + "/");
    }

    public Uri Address { get; }

    public static async Task<OtherSite> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return answer(http);
        });
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
