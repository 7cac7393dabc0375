using System.Text;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>The bodies of <c>POST /v1/moderations</c>.</summary>
internal static partial class ModerationsPayload
{
    /// <summary>The request of <c>POST /v1/moderations</c>.</summary>
    [PayloadMap]
    internal readonly partial struct Request : IRequestMap<Request>
    {
        [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
        [PayloadField("stream", Tag = GenAi.RequestStream)] public bool? Stream { get; init; }
        [PayloadField("user")] public Utf8Json User { get; init; }
        [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
        [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
        [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
        [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
        [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
        [PayloadField("tags")] public Utf8Json Tags { get; init; }
        [PayloadField("input")] public Utf8Json Input { get; init; }

        public void Describe(LlmTagWriter tags, bool content)
        {
            if (content)
            {
                ContentAttribute.UserTexts(tags, Input);
            }
        }
    }

    /// <summary>The response of <c>POST /v1/moderations</c>.</summary>
    [PayloadMap]
    internal readonly partial struct Response
    {
        [PayloadField("id")] public Utf8Json Id { get; init; }
        [PayloadField("model")] public Utf8Json Model { get; init; }
        [PayloadField("results")] public Utf8Json Results { get; init; }
        [PayloadField("usage")] public Utf8Json Usage { get; init; }
        [PayloadField("error")] public Utf8Json Error { get; init; }
    }

    /// <summary>The result of a moderation for one input.</summary>
    [PayloadMap]
    internal readonly partial struct Result
    {
        [PayloadField("flagged")] public bool? Flagged { get; init; }
        [PayloadField("categories")] public Utf8Json Categories { get; init; }
    }

    /// <summary>
    /// Reads responses of <c>/v1/moderations</c>: whether any input is flagged, and the categories of all inputs, at most
    /// <see cref="MaxCategories"/>.
    /// </summary>
    internal sealed class Reader : ResponseReader
    {
        // Bounds the attribute. OpenAI has 13 categories.
        private const int MaxCategories = 64;

        private readonly SortedSet<string> _categories = new(StringComparer.Ordinal);
        private bool? _flagged;
        private bool _hasUnreadResults;

        protected override void ReadBody(ReadOnlyMemory<byte> json)
        {
            var response = Response.Read(json);
            Id = Keep(Id, response.Id);
            Model = Keep(Model, response.Model);
            ReadUsage(response.Usage);
            ReadError(response.Error);
            var read = 0;
            foreach (var element in response.Results.Elements())
            {
                read++;
                var result = Result.Read(element.Memory);
                _flagged = _flagged == true ? true : result.Flagged ?? _flagged;
                ReadCategories(result.Categories);
            }

            // A null stands for the results that a response does not keep when it is reduced to its facts.
            _hasUnreadResults |= read < response.Results.CountElements();
        }

        protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);

        protected override void WriteOwn(LlmTagWriter tags)
        {
            tags.Add(LibraryAttributes.ModerationFlagged, _hasUnreadResults && _flagged == false ? null : _flagged);
            tags.Add(LibraryAttributes.ResponseUnread, _hasUnreadResults ? "too_long" : null);
            tags.Add(LibraryAttributes.ModerationCategories, _categories.Count == 0 ? null : _categories.ToArray());
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
}
