using Microsoft.AspNetCore.Mvc;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>The route of <see cref="ExportGateway"/> as an action, whose pattern begins without a slash.</summary>
[ApiController]
public sealed class SampledController : ControllerBase
{
    [HttpPost("v1/messages")]
    [TracedLlmRoute]
    public Task PostAsync() => SampledGateway.HandleAsync(HttpContext);
}
