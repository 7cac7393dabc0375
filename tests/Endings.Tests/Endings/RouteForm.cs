namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The form of a route, by what becomes of an exception that leaves its handler.</summary>
internal enum RouteForm
{
    /// <summary>The gateway's own handler answers for its exceptions.</summary>
    Endpoint,

    /// <summary>Nobody does.</summary>
    Unguarded,

    /// <summary><c>UseExceptionHandler</c> does.</summary>
    ExceptionHandler,

    /// <summary>An endpoint filter does.</summary>
    EndpointFilter,

    /// <summary>An exception filter of MVC does, around a controller's action.</summary>
    ExceptionFilter,
}
