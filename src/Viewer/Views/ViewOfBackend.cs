using TracedLlm.Export.Backends;
using TracedLlm.Export.Views;

namespace TracedLlm.Viewer.Views;

/// <summary>A view that the viewer shows.</summary>
/// <param name="Name">Its name on the page.</param>
/// <param name="View">The view; with the settings of the backend, if the operator has one with this view.</param>
/// <param name="Endpoints">The operator's endpoints that get it.</param>
internal sealed record ViewOfBackend(string Name, SpanView View, IReadOnlyList<BackendEndpoint> Endpoints);
