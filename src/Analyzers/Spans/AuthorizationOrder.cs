namespace TracedLlm.Analyzers.Spans;

/// <summary>The place of authorization in a pipeline without an explicit <c>UseAuthentication</c>.</summary>
internal enum AuthorizationOrder
{
    /// <summary>Unreadable code may register authorization.</summary>
    Unknown,

    /// <summary>No authorization is registered.</summary>
    None,

    /// <summary>The pipeline calls <c>UseAuthorization</c>.</summary>
    Explicit,

    /// <summary>Authorization is registered and <c>WebApplication</c> runs it first. An explicit <c>UseAuthentication</c> would come too late.</summary>
    Implicit,
}
