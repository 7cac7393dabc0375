using TracedLlm.Apis.Assistants;
using TracedLlm.Apis.Audio;
using TracedLlm.Apis.Batches;
using TracedLlm.Apis.Chat;
using TracedLlm.Apis.Cohere;
using TracedLlm.Apis.Completions;
using TracedLlm.Apis.Converse;
using TracedLlm.Apis.Embeddings;
using TracedLlm.Apis.Files;
using TracedLlm.Apis.GenerateContent;
using TracedLlm.Apis.Images;
using TracedLlm.Apis.InvokeModel;
using TracedLlm.Apis.Messages;
using TracedLlm.Apis.Ollama;
using TracedLlm.Apis.PassThrough;
using TracedLlm.Apis.Realtime;
using TracedLlm.Apis.Responses;
using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>The maps of each API's bodies. A new API adds one row.</summary>
/// <remarks>
/// The rows cannot stand in <see cref="LlmApiTable"/>: generators and analyzers also compile that table, and they do not have the
/// types of the maps.
/// </remarks>
internal static class ApiPayloadTable
{
    private static readonly ApiPayload CountTokens = new ApiPayload<CountTokensRequest, CountTokensReader>();
    private static readonly ApiPayload Images = new ApiPayload<ImagesRequest, ImagesReader>();

    private static readonly ApiPayload[] ByApi = InOrder(new()
    {
        [LlmApi.ChatCompletions] = new ApiPayload<ChatRequest, ChatReader>(),
        [LlmApi.Completions] = new ApiPayload<CompletionsRequest, ChatReader>(),
        [LlmApi.Messages] = new ApiPayload<MessagesRequest, MessagesReader>(),
        [LlmApi.Responses] = new ApiPayload<ResponsesRequest, ResponsesReader>(),
        [LlmApi.Embeddings] = new ApiPayload<EmbeddingsRequest, EmbeddingsReader>(),
        [LlmApi.GenerateContent] = new ApiPayload<GenerateContentRequest, GenerateContentReader>(),
        [LlmApi.Rerank] = new ApiPayload<RerankPayload.Request, RerankPayload.Reader>(),
        [LlmApi.Moderations] = new ApiPayload<ModerationsPayload.Request, ModerationsPayload.Reader>(),
        [LlmApi.ImageGeneration] = Images,
        [LlmApi.ImageEdit] = Images,
        [LlmApi.Speech] = new ApiPayload<SpeechRequest, SpeechReader>(),
        [LlmApi.Transcription] = new ApiPayload<TranscriptionRequest, TranscriptionReader>(),
        [LlmApi.Files] = new ApiPayload<FilesRequest, StatusReader>(),
        [LlmApi.Batches] = new ApiPayload<BatchesRequest, StatusReader>(),
        [LlmApi.Assistants] = new ApiPayload<AssistantsRequest, AssistantsReader>(),
        [LlmApi.VectorStores] = new ApiPayload<VectorStoreSearchPayload.Request, VectorStoreSearchPayload.Reader>(),
        [LlmApi.Realtime] = new ApiPayload<RealtimeRequest, RealtimeReader>(),
        [LlmApi.Converse] = new ApiPayload<ConverseRequest, ConverseReader>(),
        [LlmApi.InvokeModel] = new ApiPayload<InvokeModelRequest, InvokeModelReader>(),
        [LlmApi.CohereChat] = new ApiPayload<CohereChatRequest, CohereChatReader>(),
        [LlmApi.OllamaChat] = new ApiPayload<OllamaChatRequest, OllamaReader>(),
        [LlmApi.OllamaGenerate] = new ApiPayload<OllamaGenerateRequest, OllamaReader>(),
        [LlmApi.PassThrough] = new ApiPayload<PassThroughRequest, PassThroughReader>(),
    });

    /// <summary>Finds how the bodies of <paramref name="row"/> are read; <see langword="null"/> if they are not read.</summary>
    public static ApiPayload? Find(LlmApiFacts row) =>
        !row.IsRead ? null : row.Operation == Operations.CountTokens ? CountTokens : ByApi[(int)row.Api];

    private static ApiPayload[] InOrder(Dictionary<LlmApi, ApiPayload> payloads) => [.. Enum.GetValues<LlmApi>().Select(api => payloads[api])];
}
