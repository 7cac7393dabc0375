using System.Text;

namespace TracedLlm;

/// <summary>Reads responses of <c>/v1/moderations</c>: whether any input was flagged, and the categories of all, at most <see cref="MaxCategories"/>.</summary>
internal sealed class ModerationsReader : ResponseReader
{
    private const int MaxCategories = 64;

    private readonly SortedSet<string> _categories = new(StringComparer.Ordinal);
    private bool? _flagged;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = ModerationsResponse.Read(json);
        Id = Keep(Id, response.Id);
        Model = Keep(Model, response.Model);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        foreach (var element in response.Results.Elements())
        {
            var result = ModerationsResult.Read(element.Memory);
            _flagged = _flagged == true ? true : result.Flagged ?? _flagged;
            ReadCategories(result.Categories);
        }
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);

    protected override void WriteOwn(LlmTagWriter tags)
    {
        tags.Add(LiteLlm.ModerationFlagged, _flagged);
        tags.Add(LiteLlm.ModerationCategories, _categories.Count == 0 ? null : _categories.ToArray());
    }

    private void ReadCategories(Utf8Json categories)
    {
        var cursor = new Utf8JsonCursor(categories.Span);
        if (!cursor.EnterObject())
        {
            return;
        }

        while (cursor.NextProperty())
        {
            var name = _categories.Count < MaxCategories && cursor.Name.Length <= Utf8JsonCursor.MaxNameLength ? Encoding.UTF8.GetString(cursor.Name) : null;
            if (cursor.ReadBoolean() == true && name is not null)
            {
                _categories.Add(name);
            }
        }
    }
}
