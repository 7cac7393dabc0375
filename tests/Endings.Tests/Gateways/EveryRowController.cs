using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>The gateway as a controller with an exception filter.</summary>
[ApiController]
[Route("every-row")]
public sealed partial class EveryRowController : ControllerBase
{
    /// <summary>Serves every row of the table, by <see cref="EveryRowConvention"/>.</summary>
    [HttpPost]
    [TracedLlmRoute]
    public partial Task HandleAsync();

    private Task HandleCoreAsync() => HttpContext.RequestServices.GetRequiredService<GatewayHandler>().ServeAsync(HttpContext);
}
