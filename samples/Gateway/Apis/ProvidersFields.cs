namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The fields that the providers' APIs take, one list for each API. A field of the list goes to the provider, also if LiteLLM has a field of
/// that name or the name looks like a secret's. A field that no list has goes to the provider too, because providers add fields; see <see cref="FieldRules"/>.
/// </summary>
internal static class ProvidersFields
{
    /// <summary>https://platform.openai.com/docs/api-reference/chat/create, and what Groq, Mistral and vLLM add.</summary>
    public static readonly FieldNames ChatCompletions = FieldNames.Parse(
        "model messages audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens modalities n",
        "parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_retention reasoning_effort response_format",
        "safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options",
        "citation_options compound_custom disable_tool_validation documents include_reasoning reasoning_format search_settings", // Groq
        "prompt_mode random_seed safe_prompt", // Mistral
        "best_of chat_template chat_template_kwargs add_generation_prompt continue_final_message guided_choice guided_grammar guided_json guided_regex",
        "ignore_eos include_stop_str_in_output length_penalty min_p min_tokens priority prompt_logprobs repetition_penalty skip_special_tokens",
        "stop_token_ids structured_outputs top_k truncate_prompt_tokens use_beam_search", // vLLM
        "data_sources"); // Azure

    /// <summary>https://platform.openai.com/docs/api-reference/completions/create</summary>
    public static readonly FieldNames Completions = FieldNames.Parse(
        "model prompt best_of echo frequency_penalty logit_bias logprobs max_tokens n presence_penalty seed stop stream stream_options suffix temperature top_p user");

    /// <summary>https://docs.claude.com/en/api/messages</summary>
    public static readonly FieldNames Messages = FieldNames.Parse(
        "model messages max_tokens system metadata stop_sequences stream temperature top_k top_p tools tool_choice thinking container context_management",
        "mcp_servers output_config output_format service_tier cache_control inference_geo speed");

    /// <summary>https://docs.claude.com/en/api/creating-message-batches</summary>
    public static readonly FieldNames MessageBatches = FieldNames.Parse("requests");

    /// <summary>https://platform.openai.com/docs/api-reference/responses/create</summary>
    public static readonly FieldNames Responses = FieldNames.Parse(
        "model input background context_management conversation include instructions max_output_tokens max_tool_calls metadata parallel_tool_calls",
        "previous_response_id prompt prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options",
        "temperature text tool_choice tools top_logprobs top_p truncation user");

    /// <summary>https://platform.openai.com/docs/api-reference/embeddings/create, and what Mistral and Jina add.</summary>
    public static readonly FieldNames Embeddings = FieldNames.Parse(
        "model input dimensions encoding_format user",
        "output_dimension output_dtype",
        "embedding_type late_chunking normalized return_multivector task truncate");

    /// <summary>https://ai.google.dev/api/generate-content and /embeddings; Google's JSON has both spellings of a name.</summary>
    public static readonly FieldNames GenerateContent = FieldNames.Parse(
        "model contents content systemInstruction system_instruction tools toolConfig tool_config safetySettings safety_settings generationConfig generation_config",
        "cachedContent cached_content labels modelArmorConfig model_armor_config generateContentRequest generate_content_request",
        "requests taskType task_type title outputDimensionality output_dimensionality embedContentConfig embed_content_config serviceTier service_tier store");

    /// <summary>https://docs.cohere.com/reference/rerank, and what Jina and vLLM add.</summary>
    public static readonly FieldNames Rerank = FieldNames.Parse(
        "model query documents top_n max_tokens_per_doc max_chunks_per_doc priority rank_fields return_documents truncate return_embeddings truncate_prompt_tokens");

    /// <summary>https://docs.cohere.com/reference/chat</summary>
    public static readonly FieldNames CohereChat = FieldNames.Parse(
        "model messages tools strict_tools documents citation_options response_format safety_mode max_tokens stop_sequences temperature seed",
        "frequency_penalty presence_penalty k p logprobs tool_choice thinking priority stream");

    /// <summary>https://docs.cohere.com/reference/embed</summary>
    public static readonly FieldNames CohereEmbed = FieldNames.Parse(
        "model texts images inputs input_type max_tokens output_dimension embedding_types truncate priority");

    /// <summary>https://github.com/ollama/ollama/blob/main/docs/api.md: <c>chat</c>, <c>generate</c>, <c>embed</c>, <c>show</c>.</summary>
    public static readonly FieldNames Ollama = FieldNames.Parse(
        "model name messages prompt suffix images input tools think format options system template context raw stream keep_alive truncate shift dimensions",
        "logprobs top_logprobs verbose width height steps");

    /// <summary>https://docs.mistral.ai/api/endpoint/fim</summary>
    public static readonly FieldNames MistralFim = FieldNames.Parse(
        "model prompt suffix temperature top_p max_tokens min_tokens stream stop random_seed");

    /// <summary>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html</summary>
    public static readonly FieldNames Converse = FieldNames.Parse(
        "messages system inferenceConfig toolConfig guardrailConfig additionalModelRequestFields additionalModelResponseFieldPaths",
        "outputConfig performanceConfig promptVariables requestMetadata serviceTier");

    /// <summary>https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html: the bodies of the models' own APIs.</summary>
    public static readonly FieldNames InvokeModel = FieldNames.Parse(
        "anthropic_version anthropic_beta max_tokens max_tokens_to_sample messages system stop_sequences temperature top_k top_p tools tool_choice thinking",
        "amazon-bedrock-guardrailConfig schemaVersion inferenceConfig toolConfig inputText textGenerationConfig dimensions normalize embeddingTypes inputImage embeddingConfig",
        "taskType textToImageParams imageVariationParams inPaintingParams outPaintingParams colorGuidedGenerationParams backgroundRemovalParams imageGenerationConfig",
        "textToVideoParams multiShotAutomatedParams multiShotManualParams videoGenerationConfig singleEmbeddingParams inputPrompt",
        "prompt suffix max_gen_len max_completion_tokens images n stop stream seed random_seed frequency_penalty presence_penalty",
        "message preamble chat_history documents search_queries_only raw_prompting return_prompt return_likelihoods tool_results k p num_generations logit_bias truncate",
        "query texts inputs input_type embedding_types output_dimension top_n api_version max_tokens_per_doc",
        "text_prompts cfg_scale clip_guidance_preset sampler samples steps style_preset width height extras negative_prompt aspect_ratio output_format image mode strength",
        "model reasoning_effort response_format");

    /// <summary>https://platform.openai.com/docs/api-reference/moderations/create</summary>
    public static readonly FieldNames Moderations = FieldNames.Parse("model input");

    /// <summary>https://platform.openai.com/docs/api-reference/images: generations, edits, variations.</summary>
    public static readonly FieldNames Images = FieldNames.Parse(
        "model prompt background image images input_fidelity mask moderation n output_compression output_format partial_images quality response_format size stream style user");

    /// <summary>https://platform.openai.com/docs/api-reference/audio/createSpeech</summary>
    public static readonly FieldNames Speech = FieldNames.Parse("model input voice instructions response_format sample_rate speed stream_format");

    /// <summary>https://platform.openai.com/docs/api-reference/audio/createTranscription, and what Groq adds.</summary>
    public static readonly FieldNames Transcription = FieldNames.Parse(
        "model file url chunking_strategy include known_speaker_names known_speaker_references language prompt response_format stream temperature timestamp_granularities");

    /// <summary>https://platform.openai.com/docs/api-reference/files/create, and https://docs.claude.com/en/api/files-create.</summary>
    public static readonly FieldNames Files = FieldNames.Parse("file purpose expires_after metadata");

    /// <summary>https://platform.openai.com/docs/api-reference/batch/create</summary>
    public static readonly FieldNames Batches = FieldNames.Parse("input_file_id endpoint completion_window metadata output_expires_after");

    /// <summary>https://platform.openai.com/docs/api-reference/assistants, threads, messages and runs.</summary>
    public static readonly FieldNames Assistants = FieldNames.Parse(
        "model name description instructions tools tool_resources metadata reasoning_effort response_format temperature top_p",
        "messages role content attachments assistant_id thread additional_instructions additional_messages max_completion_tokens max_prompt_tokens",
        "parallel_tool_calls stream tool_choice truncation_strategy tool_outputs");

    /// <summary>https://platform.openai.com/docs/api-reference/vector-stores, their files and their search.</summary>
    public static readonly FieldNames VectorStores = FieldNames.Parse(
        "name description metadata expires_after chunking_strategy file_id file_ids files attributes query filters max_num_results ranking_options rewrite_query");

    /// <summary>https://platform.openai.com/docs/api-reference/conversations/create</summary>
    public static readonly FieldNames Conversations = FieldNames.Parse("items metadata");

    /// <summary>https://platform.openai.com/docs/api-reference/videos/create</summary>
    public static readonly FieldNames Videos = FieldNames.Parse("model prompt input_reference seconds size metadata");

    /// <summary>https://platform.openai.com/docs/api-reference/uploads/create</summary>
    public static readonly FieldNames Uploads = FieldNames.Parse("filename bytes mime_type purpose expires_after metadata data part_ids md5");

    /// <summary>https://platform.openai.com/docs/api-reference/containers/createContainers</summary>
    public static readonly FieldNames Containers = FieldNames.Parse("name expires_after file file_id file_ids memory_limit network_policy skills metadata");

    /// <summary>https://platform.openai.com/docs/api-reference/fine-tuning/create</summary>
    public static readonly FieldNames FineTuning = FieldNames.Parse(
        "model training_file validation_file hyperparameters integrations metadata method seed suffix");

    /// <summary>https://platform.openai.com/docs/api-reference/evals/create</summary>
    public static readonly FieldNames Evals = FieldNames.Parse("name data_source data_source_config testing_criteria metadata");

    /// <summary>https://platform.openai.com/docs/api-reference/realtime-sessions/create-realtime-client-secret</summary>
    public static readonly FieldNames Realtime = FieldNames.Parse(
        "session expires_after sdp model modalities instructions voice input_audio_format output_audio_format input_audio_noise_reduction input_audio_transcription",
        "turn_detection tools tool_choice temperature max_response_output_tokens speed tracing include prompt client_secret");

    /// <summary>
    /// Ordinary words that LiteLLM uses too. On a pass-through they belong to the provider, because the gateway does not know its API:
    /// <c>ttl</c> of Gemini's caches, <c>tags</c> of Bedrock's jobs, <c>guardrails</c> of Mistral, <c>verbose</c> of Ollama.
    /// </summary>
    public static readonly FieldNames PassThrough = FieldNames.Parse(
        "azure cache client client_id fallbacks guardrails headers id max_retries metadata model_config model_info model_list num_retries order prompt_id prompt_variables",
        "prompt_version region_name roles rpm self stream_response tags timeout tpm ttl verbose weight");

    /// <summary>The parameters of a query: OpenAI's and Anthropic's lists, Azure's versions, Google's system parameters.</summary>
    public static readonly FieldNames Query = FieldNames.Parse(
        "after after_id before before_id limit order include metadata model purpose filter run_id status stream starting_after",
        "api-version deployment intent beta alt $alt fields prettyPrint quotaUser pageSize pageToken uploadType");
}
