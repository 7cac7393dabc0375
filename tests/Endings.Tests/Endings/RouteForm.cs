namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The form of a route; it decides which code handles an exception of the route's handler.</summary>
internal enum RouteForm
{
    /// <summary>The gateway's handler handles its exceptions.</summary>
    Endpoint,

    /// <summary>No code handles them.</summary>
    Unguarded,

    /// <summary><c>UseExceptionHandler</c> handles them.</summary>
    ExceptionHandler,

    /// <summary>An endpoint filter handles them.</summary>
    EndpointFilter,

    /// <summary>An exception filter of MVC handles the exceptions of a controller's action.</summary>
    ExceptionFilter,
}
