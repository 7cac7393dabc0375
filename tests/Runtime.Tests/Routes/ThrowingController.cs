using Microsoft.AspNetCore.Mvc;

namespace TracedLlm.Tests.Routes;

/// <summary>Actions that throw.</summary>
[ApiController]
[Route("v1")]
public sealed partial class ThrowingController : ControllerBase
{
    [TracedLlmRoute]
    [HttpPost("moderations")]
    public Task Moderate() => ThrowingHandlers.ThrowAsync(HttpContext);

    [TracedLlmRoute]
    [HiddenByFilter]
    [HttpPost("rerank")]
    public partial Task Rerank();

    private Task RerankCore() => ThrowingHandlers.ThrowAsync(HttpContext);
}
