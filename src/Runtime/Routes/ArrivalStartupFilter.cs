using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace TracedLlm.Routes;

/// <summary>Inserts <see cref="ArrivalMiddleware"/> before all other middleware, and checks the pipeline when it is complete.</summary>
internal sealed class ArrivalStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<ArrivalMiddleware>();
        next(app);
        TracedRoutes.Check(app.ApplicationServices);
    };
}
