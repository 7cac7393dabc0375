using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace TracedLlm.Routes;

/// <summary>Puts <see cref="ArrivalMiddleware"/> in front of everything, and checks the pipeline once it is complete.</summary>
internal sealed class ArrivalStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<ArrivalMiddleware>();
        next(app);
        TracedRoutes.Check(app.ApplicationServices);
    };
}
