using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>A <c>multipart/form-data</c> body.</summary>
internal sealed class FormBody : RequestBody
{
    // Callers choose the names.
    private const int MostBehindFile = 100;

    /// <summary>The fields that decide about the call, which has begun when a field behind the file arrives. Those of the trace are still read.</summary>
    private static readonly FieldNames OfTheCall = FieldNames.Parse(
        "cache caching disable_fallbacks fallbacks guardrails mock_response mock_timeout num_retries request_timeout stream_timeout timeout");

    private readonly ConcurrentQueue<GatewayField> _behindFile = [];
    private readonly Form _form;
    private readonly string _contentType;
    private readonly ServedRoute _route;
    private readonly Dictionary<string, List<string>> _masked = [];

    /// <exception cref="BadRequestException">The form names two models.</exception>
    public FormBody(Form form, string contentType, ServedRoute route)
    {
        _form = form;
        _contentType = contentType;
        _route = route;
        Guardrails = RequestedGuardrails.Read(_form, route);
        GatewayFields = [.. from field in _form.Fields
                             let use = FieldRules.UseOf(field.Name, route.Format, route.ProviderOwnsMetadata)
                             where use != FieldUse.Forwarded
                             select new GatewayField(field.Name, use, field.Text is null ? default : GatewayField.ValueOf(field.Text))];
        Model = _form.Texts(ServedRoute.Model).ToList() switch
        {
            [] or [""] => null,
            [var model] => model,
            _ => throw new BadRequestException("The form has more than one field 'model'."),
        };
        IsStreaming = _form.Texts("stream").LastOrDefault() is { } stream ? stream is "true" or "True" : null;
    }

    private FormBody(FormBody body, Dictionary<string, List<string>> masked)
        : this(body._form, body._contentType, body._route) => _masked = masked;

    public override string? Model { get; }

    public override bool? IsStreaming { get; }

    public override IReadOnlySet<string> Guardrails { get; }

    public override IReadOnlyList<GatewayField> GatewayFields { get; }

    public override IReadOnlyCollection<GatewayField> FieldsBehindFile => _behindFile;

    public override bool CanRepeat => _form.CanRepeat;

    public override List<string> Texts() => [.. _route.Format.FormTexts.SelectMany(TextsOf)];

    public override RequestBody WithTexts(IReadOnlyList<string> texts)
    {
        var left = new Queue<string>(texts);
        return new FormBody(
            this,
            _route.Format.FormTexts.ToDictionary(name => name, name => TextsOf(name).Select(_ => left.Dequeue()).ToList(), StringComparer.Ordinal));
    }

    public override HttpContent ContentFor(string? model, bool withUsage)
    {
        (string, string)[] added = model is not null && !_form.Texts(ServedRoute.Model).Any() ? [(ServedRoute.Model, model)] : [];
        var content = _form.ContentWith(new FormChanges(
            IsDropped,
            (name, number) => name == ServedRoute.Model ? model : _masked.TryGetValue(name, out var values) ? values[number] : null,
            added));
        content.Headers.TryAddWithoutValidation("Content-Type", _contentType);
        return content;
    }

    private bool IsDropped(string name)
    {
        var use = FieldRules.UseOf(name, _route.Format, _route.ProviderOwnsMetadata);
        if (use == FieldUse.Forwarded)
        {
            return false;
        }

        var field = name.Split('[')[0];
        if (!CanRepeat && (use != FieldUse.Honoured || OfTheCall.Contains(field)) && _behindFile.Count < MostBehindFile && !GatewayFields.Any(known => known.Name == name))
        {
            _behindFile.Enqueue(new(field, use, default));
        }

        return true;
    }

    private IEnumerable<string> TextsOf(string name) => _masked.TryGetValue(name, out var values) ? values : _form.Texts(name);
}
