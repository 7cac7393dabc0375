using TracedLlm.Export.Backends;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>Decides where the spans of a request go.</summary>
internal interface IDestinationResolver
{
    /// <summary>
    /// The endpoints for all spans of a request. Called once, when the request is settled, on the request's thread or the worker's. The
    /// list is never changed; returning the same list for equal answers saves work.
    /// </summary>
    /// <param name="request">The request; <see langword="null"/> for a span outside a traced request.</param>
    IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request);
}
