namespace TracedLlm.Export;

/// <summary>A row of a view's table.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="target">What becomes of it: the backend's attribute, several with commas between, or a member's name; empty if nothing.</param>
/// <param name="form">How.</param>
internal sealed class ViewRow(string canonical, string target, ViewForm form)
{
    /// <summary>The canonical attribute.</summary>
    public string Canonical { get; } = canonical;

    /// <summary>What becomes of it.</summary>
    public string Target { get; } = target;

    /// <summary>How.</summary>
    public ViewForm Form { get; } = form;

    /// <summary>The backend's attribute, ready to be sent.</summary>
    public OtlpKey? Key { get; } = form is ViewForm.Same or ViewForm.Text ? new OtlpKey(target) : null;

    /// <summary>The number of the <see cref="SpanFact"/> that it is; below 0 if none.</summary>
    public int Fact { get; init; } = -1;

    public static ViewRow Same(string canonical, string target) => new(canonical, target, ViewForm.Same);

    public static ViewRow AsIs(string canonical) => new(canonical, canonical, ViewForm.Same);

    public static ViewRow Text(string canonical, string target) => new(canonical, target, ViewForm.Text);

    public static ViewRow OfTrace(string canonical, string target) => new(canonical, target, ViewForm.TraceMetadata);

    public static ViewRow Made(string canonical, string target) => new(canonical, target, ViewForm.Made);

    public static ViewRow Member(string canonical, string target) => new(canonical, target, ViewForm.Member);

    public static ViewRow Dropped(string canonical) => new(canonical, "", ViewForm.Dropped);
}
